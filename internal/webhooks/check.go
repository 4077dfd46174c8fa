package webhooks

import (
	"context"
	"fmt"
)

// Check returns a sentence for everything that the program never leaves behind: none when all is well. It is for the operator's commands.
func (s *Service) Check(ctx context.Context) ([]string, error) {
	var out []string
	for _, c := range checks {
		var n int
		if err := s.db.QueryRow(ctx, c.query).Scan(&n); err != nil {
			return nil, fmt.Errorf("webhooks: check: %w", err)
		}
		if n > 0 {
			out = append(out, fmt.Sprintf(c.says, n))
		}
	}
	all, err := allWebhooks(ctx, s.db)
	if err != nil {
		return nil, fmt.Errorf("webhooks: check: %w", err)
	}
	unsigned, deaf := 0, 0
	for _, h := range all {
		if _, ok := keyOf(h.secret); !ok {
			unsigned++
		}
		if !h.hears() {
			deaf++
		}
	}
	if unsigned > 0 {
		out = append(out, fmt.Sprintf("%d webhooks have a secret that cannot sign", unsigned))
	}
	if deaf > 0 {
		out = append(out, fmt.Sprintf("%d webhooks ask for no event, or for one that this version does not know", deaf))
	}
	return out, nil
}

// hears reports whether it asks for events, all of which there are.
func (h Webhook) hears() bool {
	for _, e := range h.Events {
		if _, ok := kindOf(e); !ok {
			return false
		}
	}
	return len(h.Events) > 0
}
