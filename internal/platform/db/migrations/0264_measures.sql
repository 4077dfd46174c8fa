-- The gaps of a month added up over competencies, so that a year of them is read without its cells.
-- +goose Up
CREATE TABLE demand_sums (
    month    TEXT NOT NULL REFERENCES demand_months (month),
    audience TEXT NOT NULL,
    area     TEXT NOT NULL,
    band     TEXT NOT NULL,
    people   INTEGER NOT NULL CHECK (people >= 5),
    PRIMARY KEY (month, audience, area, band)
);
INSERT INTO demand_sums (month, audience, area, band, people) SELECT month, audience, area, band, SUM(people) FROM demand_cells WHERE said = 'gap' GROUP BY month, audience, area, band;
