-- Tokens that were made before their owners were told of their end: the letters of 14 days and of one day before it, where none waits for the token already.
-- Letters about what has ended by then are not written.
-- +goose Up
INSERT INTO outbox (id, kind, payload, run_at, created_at)
    SELECT t.id || b.suffix, 'job:people.token-ends', '{"TokenID":"' || t.id || '"}', t.expires_at - b.days * 86400000000, t.created_at
    FROM api_tokens t CROSS JOIN (SELECT '-14' AS suffix, 14 AS days UNION ALL SELECT '-1', 1) b
    WHERE t.expires_at IS NOT NULL AND t.revoked_at IS NULL AND t.expires_at - b.days * 86400000000 > t.created_at
      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'job:people.token-ends' AND o.payload = '{"TokenID":"' || t.id || '"}');
