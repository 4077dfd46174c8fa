package ui

import (
	"strings"

	"github.com/a-h/templ"
)

// manyChoices is from how many choices on a group stands in columns.
const manyChoices = 6

// Field is one field of a form, with what the person entered and what is wrong with it.
type Field struct {
	// Name is the field's name in the form; it also makes the id, see FieldID.
	Name  string
	Label string
	// Value is what the person entered. In a Select or RadioGroup it chooses the
	// option of that value; a single Checkbox sends it when checked.
	Value string
	// Help is a sentence under the label that says what to enter.
	Help string
	// Error is what is wrong, a sentence. Where it is empty, the field finds its own in Errors.
	Error string
	// Errors are the complaints about the whole form. The first field complained about takes the focus.
	Errors FormErrors
	// Type is an HTML input type, "text" when empty.
	Type         string
	Autocomplete string
	Required     bool
	Placeholder  string
	// Rows is the height of a TextArea, 5 when zero.
	Rows           int
	Min, Max, Step string
	InputMode      string
	// Options are the choices of a Select, RadioGroup or CheckboxGroup.
	Options []Option
	// Multiple lets a Select or FileInput take several.
	Multiple bool
	// Accept limits a FileInput to types, such as ".csv,text/csv".
	Accept string
	// Checked is the state of a single Checkbox.
	Checked bool
	// Disabled takes the field out of the form; say why in Help.
	Disabled bool
	// ID replaces the id made from Name, where one page has two fields of one name.
	ID string
	// HideLabel leaves the label to assistive technology, where what is around says it to the eye.
	HideLabel bool
	// Attrs are further attributes, such as hx-get or data-*.
	Attrs templ.Attributes
}

// Option is one choice of a field. Options with the same Group are listed together under it.
type Option struct {
	Value, Label string
	Help         string
	Selected     bool
	Disabled     bool
	Group        string
}

// FieldID returns the id of the field with this name, for links and labels.
func FieldID(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		if r == ' ' || r == '[' || r == ']' || r == '.' {
			return '-'
		}
		return r
	}, name)
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return FieldID(f.Name)
}

func (f Field) message() string {
	if f.Error != "" {
		return f.Error
	}
	return f.Errors.Of(f.Name)
}

// describedBy returns the ids of the help and the complaint, for aria-describedby.
func (f Field) describedBy() string {
	var ids []string
	if f.Help != "" {
		ids = append(ids, f.id()+"-help")
	}
	if f.message() != "" {
		ids = append(ids, f.id()+"-error")
	}
	return strings.Join(ids, " ")
}

// attrs returns the attributes that all kinds of control share.
func (f Field) attrs() templ.Attributes {
	a := templ.Attributes{}
	for k, v := range map[string]string{
		"autocomplete": f.Autocomplete, "placeholder": f.Placeholder, "min": f.Min, "max": f.Max,
		"step": f.Step, "inputmode": f.InputMode, "accept": f.Accept, "aria-describedby": f.describedBy(),
	} {
		if v != "" {
			a[k] = v
		}
	}
	if f.Required {
		a["required"] = true
	}
	if f.Multiple {
		a["multiple"] = true
	}
	if f.Disabled {
		a["disabled"] = true
	}
	if f.message() != "" {
		a["aria-invalid"] = "true"
	}
	if f.Errors.First(f.Name) {
		a["autofocus"] = true
	}
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() int {
	if f.Rows == 0 {
		return 5
	}
	return f.Rows
}

func (f Field) checkValue() string {
	if f.Value == "" {
		return "on"
	}
	return f.Value
}

// optionGroup is a run of options under one heading.
type optionGroup struct {
	name    string
	options []Option
}

// groups returns the options by group, in the order in which the groups first appear.
func (f Field) groups() []optionGroup {
	var all []optionGroup
	at := map[string]int{}
	for _, o := range f.Options {
		o.Selected = o.Selected || f.Value != "" && o.Value == f.Value
		i, seen := at[o.Group]
		if !seen {
			i = len(all)
			at[o.Group] = i
			all = append(all, optionGroup{name: o.Group})
		}
		all[i].options = append(all[i].options, o)
	}
	return all
}

// groupAttrs describe the fieldset of several choices.
func (f Field) groupAttrs() templ.Attributes {
	a := templ.Attributes{}
	if d := f.describedBy(); d != "" {
		a["aria-describedby"] = d
	}
	return a
}

func (f Field) optionID(o Option) string { return f.id() + "-" + FieldID(o.Value)[2:] }

// optionAttrs are those of one choice. The focus goes to the first choice of the first field complained about.
func (f Field) optionAttrs(o Option, kind string) templ.Attributes {
	a := templ.Attributes{}
	if o.Help != "" {
		a["aria-describedby"] = f.optionID(o) + "-help"
	}
	if f.message() != "" {
		a["aria-invalid"] = "true"
	}
	if f.Required && kind == "radio" {
		a["required"] = true
	}
	if f.Errors.First(f.Name) && len(f.Options) > 0 && f.Options[0].Value == o.Value {
		a["autofocus"] = true
	}
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}
