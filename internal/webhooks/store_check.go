package webhooks

// checks count what must never be found. None looks at a clock: a backup of long ago is as sound as it was. What nobody
// sends is measured by the latest attempt that was made at all, a quarter of an hour in microseconds before it.
var checks = []struct{ says, query string }{
	{"%d deliveries are said to have arrived and have no answer that says so",
		`SELECT COUNT(*) FROM webhook_deliveries WHERE state = 'delivered' AND (status < 200 OR status > 299 OR tried_at IS NULL OR attempts = 0)`},
	{"%d deliveries wait although they had arrived",
		`SELECT COUNT(*) FROM webhook_deliveries WHERE state = 'waiting' AND attempts > 0 AND status BETWEEN 200 AND 299`},
	{"%d tests of an address wait to be sent, which is done once",
		`SELECT COUNT(*) FROM webhook_deliveries WHERE state = 'waiting' AND event = 'webhook.test'`},
	{"%d deliveries tell of another event than theirs",
		`SELECT COUNT(*) FROM webhook_deliveries WHERE body NOT LIKE '{"type":"' || event || '",%'`},
	{"%d deliveries were made a second time of one event",
		`SELECT COUNT(*) FROM (SELECT webhook_id FROM webhook_deliveries GROUP BY webhook_id, seq HAVING COUNT(*) > 1) d`},
	{"%d webhooks take their address to be down and do not know since when, or when to try it",
		`SELECT COUNT(*) FROM webhooks WHERE failures > 0 AND failing_since IS NULL OR failures >= 3 AND rest_until IS NULL`},
	{"%d webhooks have deliveries that wait, and no run to send them is planned or under way",
		`SELECT COUNT(*) FROM webhooks h WHERE NOT h.paused AND EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = h.id AND d.state = 'waiting')
			AND COALESCE(h.wake_at, 0) < (SELECT COALESCE(MAX(tried_at), 0) FROM webhook_deliveries) - 900000000
			AND COALESCE(h.leased_until, 0) < (SELECT COALESCE(MAX(tried_at), 0) FROM webhook_deliveries) - 900000000`},
}
