package assessmentweb

import (
	"context"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

type (
	reflectionOut struct {
		Body struct {
			Items []reflectionJSON `json:"items"`
		}
	}
	reflectIn struct {
		Body struct {
			Values      *string           `json:"values,omitempty" maxLength:"5000"`
			Interests   *string           `json:"interests,omitempty" maxLength:"5000"`
			Preferences *string           `json:"preferences,omitempty" maxLength:"5000"`
			Reflection  *string           `json:"reflection,omitempty" maxLength:"5000"`
			Seen        map[string]string `json:"seen,omitempty" doc:"By part, which text of it was read. 412 where another stands there now; nothing is kept then."`
		}
	}
)

func (p *Pages) apiReflection(ctx context.Context, _ *struct{}) (*reflectionOut, error) {
	list, err := p.assessment.Reflections(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out reflectionOut
	out.Body.Items = reflectionsToJSON(list)
	return &out, nil
}

func (p *Pages) apiReflect(ctx context.Context, in *reflectIn) (*struct{}, error) {
	var list []assessment.Writing
	for part, says := range map[assessment.Part]*string{assessment.PartValues: in.Body.Values, assessment.PartInterests: in.Body.Interests, assessment.PartPreferences: in.Body.Preferences, assessment.PartReflection: in.Body.Reflection} {
		if says != nil {
			list = append(list, assessment.Writing{Part: part, Says: web.Clean(*says), Seen: in.Body.Seen[string(part)]})
		}
	}
	return nil, p.assessment.Reflect(ctx, authz.From(ctx), list)
}
