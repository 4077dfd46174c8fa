package duties

// dutyChecks count what breaks a rule of the area.
var dutyChecks = []struct{ query, says string }{
	{`SELECT COUNT(*) FROM duty_statements n JOIN duty_statements o ON o.id = n.corrects_id WHERE n.kind <> o.kind OR n.rule_key <> o.rule_key`,
		"%d statements correct one of another kind or rule"},
	{`SELECT COUNT(*) FROM duty_statements WHERE until <> '' AND day <> '' AND until < day`,
		"%d statements end before they begin"},
	{`SELECT COUNT(*) FROM duty_rule_publications p JOIN duty_rule_texts t ON t.id = p.text_id WHERE t.rule_id <> p.rule_id OR t.number <> p.number`,
		"%d texts are published as those of another rule"},
	{`SELECT COUNT(*) FROM duty_standings WHERE scale < 1 OR missing < 0`,
		"%d standings count in no unit"},
	{`SELECT COUNT(*) FROM duty_agreements WHERE ended_at < agreed_at`,
		"%d agreements ended before they were made"},
}
