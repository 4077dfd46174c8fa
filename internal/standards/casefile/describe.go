package casefile

import (
	"maps"
	"slices"
	"strings"
)

// uuid is the form of an identifier (CASE 1.0, data type UUID).
const uuid = "^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"

// demanded are the fields that each kind of object must have.
var demanded = map[string][]string{
	"CFDocument":             {"identifier", "uri", "creator", "title", "lastChangeDateTime"},
	"CFItem":                 {"identifier", "fullStatement", "uri", "lastChangeDateTime"},
	"CFAssociation":          {"identifier", "associationType", "uri", "originNodeURI", "destinationNodeURI", "lastChangeDateTime"},
	"CFConcept":              {"identifier", "uri", "title", "hierarchyCode", "lastChangeDateTime"},
	"CFSubject":              {"identifier", "uri", "title", "hierarchyCode", "lastChangeDateTime"},
	"CFItemType":             {"identifier", "uri", "title", "description", "hierarchyCode", "lastChangeDateTime"},
	"CFLicense":              {"identifier", "uri", "title", "licenseText", "lastChangeDateTime"},
	"CFAssociationGrouping":  {"identifier", "uri", "title", "lastChangeDateTime"},
	"CFRubric":               {"identifier", "uri", "lastChangeDateTime"},
	"CFRubricCriterion":      {"identifier", "uri", "lastChangeDateTime"},
	"CFRubricCriterionLevel": {"identifier", "uri", "lastChangeDateTime"},
}

// home is the field by which an object that stands alone names what it belongs to; inside a package it has none.
var home = map[string]string{"CFDocument": "CFPackageURI", "CFItem": "CFDocumentURI", "CFAssociation": "CFDocumentURI"}

// operations are the addresses that are read, each with the name of its operation and of the schema of its answer.
var operations = []struct{ path, operation, schema string }{
	{"/CFDocuments", "getAllCFDocuments", "CFDocumentSet"},
	{"/CFDocuments/{sourcedId}", "getCFDocument", "CFDocument"},
	{"/CFPackages/{sourcedId}", "getCFPackage", "CFPackage"},
	{"/CFItems/{sourcedId}", "getCFItem", "CFItem"},
	{"/CFItemAssociations/{sourcedId}", "getCFItemAssociations", "CFAssociationSet"},
	{"/CFAssociations/{sourcedId}", "getCFAssociation", "CFAssociation"},
	{"/CFAssociationGroupings/{sourcedId}", "getCFAssociationGrouping", "CFAssociationGrouping"},
	{"/CFConcepts/{sourcedId}", "getCFConcept", "CFConceptSet"},
	{"/CFItemTypes/{sourcedId}", "getCFItemType", "CFItemTypeSet"},
	{"/CFLicenses/{sourcedId}", "getCFLicense", "CFLicense"},
	{"/CFRubrics/{sourcedId}", "getCFRubric", "CFRubric"},
	{"/CFSubjects/{sourcedId}", "getCFSubject", "CFSubjectSet"},
}

type schema = map[string]any

// Description is the description of the service for programs (OpenAPI 3.0), as it is spoken at this site (REST binding, section 2.5).
func (f Form) Description() any {
	paths := schema{}
	for _, o := range operations {
		failure := schema{"description": "A failure.", "content": holds(ref("imsx_StatusInfo"))}
		done := schema{"description": "What was asked for.", "content": holds(ref(o.schema))}
		get := schema{"operationId": o.operation, "summary": "Reads " + strings.TrimPrefix(o.path, "/"), "responses": schema{"200": done, "400": failure, "404": failure, "429": failure, "500": failure, "default": failure}}
		if o.schema == "CFDocumentSet" {
			get["parameters"] = listParameters()
			done["headers"] = schema{"X-Total-Count": schema{"description": "How many there are.", "schema": schema{"type": "integer"}}, "Link": schema{"description": "The other pages of the list.", "schema": schema{"type": "string"}}}
		} else {
			get["parameters"] = []any{schema{"name": "sourcedId", "in": "path", "required": true, "description": "The identifier, a UUID.", "schema": schema{"type": "string"}}}
		}
		paths[o.path] = schema{"get": get}
	}
	return schema{
		"openapi": "3.0.0",
		"info":    schema{"title": "Competencies and Academic Standards Exchange (CASE)", "version": f.Version.number(), "description": "Competency frameworks that are published here, for everybody to read."},
		"servers": []any{schema{"url": f.Base + "/ims/case/" + string(f.Version)}},
		"paths":   paths, "components": schema{"schemas": f.schemas()},
	}
}

// number is the version as people write it.
func (v Version) number() string {
	return strings.ReplaceAll(strings.TrimPrefix(string(v), "v"), "p", ".")
}

// listParameters are those of the list of documents (REST binding, section 3).
func listParameters() []any {
	parameter := func(name, description string, s schema) any {
		return schema{"name": name, "in": "query", "required": false, "description": description, "schema": s}
	}
	number := func(least, usual int) schema {
		return schema{"type": "integer", "format": "int32", "minimum": least, "default": usual}
	}
	return []any{
		parameter("limit", "How many documents are wanted at most.", number(1, 100)),
		parameter("offset", "How many documents are passed over.", number(0, 0)),
		parameter("sort", "The field by which they are ordered.", schema{"type": "string"}),
		parameter("orderBy", "Which way.", schema{"type": "string", "enum": []string{"asc", "desc"}}),
		parameter("filter", "A field, a comparison and a value in single quotes; AND or OR between several.", schema{"type": "string"}),
		parameter("fields", "The fields that are wanted, with commas between.", schema{"type": "array", "items": schema{"type": "string"}}),
	}
}

func ref(name string) schema { return schema{"$ref": "#/components/schemas/" + name + "DType"} }

func holds(s schema) schema { return schema{"application/json": schema{"schema": s}} }

func list(of schema, least int) schema {
	return schema{"type": "array", "items": of, "minItems": least}
}

func closed(properties schema, required ...string) schema {
	s := schema{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

// schemas describes all objects of the version.
func (f Form) schemas() schema {
	plain := schema{"type": "string"}
	named := schema{"title": plain, "identifier": schema{"type": "string", "pattern": uuid}, "uri": schema{"type": "string", "format": "uri"}}
	end := maps.Clone(named)
	if end["identifier"] = plain; f.Version != V1p0 {
		end["targetType"] = schema{"type": "string", "pattern": "^(CASE|ext:[a-zA-Z0-9._-]+)$"}
	}
	out := schema{"LinkURIDType": closed(named, "title", "identifier", "uri"), "LinkGenURIDType": closed(end, "title", "identifier", "uri")}
	for kind, required := range demanded {
		properties := f.properties(kind)
		if belongs, ok := home[kind]; ok {
			inside := maps.Clone(properties)
			delete(inside, belongs)
			out[strings.Replace(kind, "CF", "CFPckg", 1)+"DType"] = closed(inside, required...)
			required = append(slices.Clone(required), belongs)
		}
		out[kind+"DType"] = closed(properties, required...)
	}
	definitions := schema{}
	for _, c := range Collections {
		definitions[c.Name] = list(ref(c.Kind), 0)
		out[c.Kind+"SetDType"] = closed(schema{c.Name: list(ref(c.Kind), 1)}, c.Name)
	}
	whole := schema{"CFDocument": ref("CFPckgDocument"), "CFItems": list(ref("CFPckgItem"), 0), "CFAssociations": list(ref("CFPckgAssociation"), 0), "CFDefinitions": ref("CFDefinition"), "CFRubrics": list(ref("CFRubric"), 0)}
	if f.Version != V1p0 {
		definitions[extensions], whole[extensions] = schema{"type": "object"}, schema{"type": "object"}
	}
	out["CFDefinitionDType"], out["CFPackageDType"] = closed(definitions), closed(whole, "CFDocument")
	out["CFDocumentSetDType"] = closed(schema{"CFDocuments": list(schema{"type": "object"}, 0)}, "CFDocuments") // with the fields that were asked for
	out["CFAssociationSetDType"] = closed(schema{"CFItem": ref("CFItem"), "CFAssociations": list(ref("CFPckgAssociation"), 1)}, "CFItem", "CFAssociations")
	minor := closed(schema{"imsx_codeMinorFieldName": plain, "imsx_codeMinorFieldValue": plain}, "imsx_codeMinorFieldName", "imsx_codeMinorFieldValue")
	out["imsx_StatusInfoDType"] = closed(schema{"imsx_codeMajor": plain, "imsx_severity": plain, "imsx_description": plain,
		"imsx_codeMinor": closed(schema{"imsx_codeMinorField": list(minor, 1)}, "imsx_codeMinorField")}, "imsx_codeMajor", "imsx_severity")
	return out
}

// properties describes the fields that a kind of object has in the version.
func (f Form) properties(kind string) schema {
	all := maps.Clone(known10[kind])
	if f.Version != V1p0 {
		all = all.with(beyond10[kind])
		all[extensions] = object
	}
	out := schema{}
	for name, s := range all {
		out[name] = s.schema()
	}
	out["identifier"] = schema{"type": "string", "pattern": uuid}
	switch kind {
	case "CFAssociation":
		types := strings.Join(types10, "|")
		if f.Version != V1p0 {
			types += "|isTranslationOf|ext:[a-zA-Z0-9._-]+"
		}
		out["originNodeURI"], out["destinationNodeURI"], out["associationType"] = ref("LinkGenURI"), ref("LinkGenURI"), schema{"type": "string", "pattern": "^(" + types + ")$"}
	case "CFRubric":
		out["CFRubricCriteria"] = list(ref("CFRubricCriterion"), 0)
	case "CFRubricCriterion":
		out["CFRubricCriterionLevels"] = list(ref("CFRubricCriterionLevel"), 0)
	case "CFRubricCriterionLevel":
		if f.Version != V1p0 {
			out[extensions] = list(schema{"type": "object"}, 0) // a list here, says the standard
		}
	}
	return out
}

// schema describes what a field of this shape holds.
func (s shape) schema() schema {
	switch s {
	case texts:
		return list(schema{"type": "string"}, 0)
	case day:
		return schema{"type": "string", "format": "date"}
	case moment:
		return schema{"type": "string", "format": "date-time"}
	case address:
		return schema{"type": "string", "format": "uri"}
	case link:
		return ref("LinkURI")
	case links:
		return list(ref("LinkURI"), 0)
	case object:
		return schema{"type": "object"}
	case whole:
		return schema{"type": "integer", "format": "int32"}
	case number:
		return schema{"type": "number", "format": "float"}
	}
	return schema{"type": "string"}
}
