-- Counts by the version of an app on its platform: how releases took over is read by these, some rows a day, where it
-- took every facet of the app. Summarised from now on by lib/events/summaries.ts as the other values; the past follows here.
CREATE OR REPLACE VIEW facet_values AS
SELECT f.id AS facet_id, f.test, d.dimension, d.value
FROM facets f LEFT JOIN apps a ON a.id = f.app_id,
LATERAL (VALUES
  ('all', ''),
  ('app', coalesce(a.app_id, '-')),
  ('version', coalesce(nullif(f.app_version, ''), '-')),
  ('platform', f.platform),
  ('os', coalesce(nullif(f.os_version, ''), '-')),
  ('country', coalesce(nullif(f.country, ''), '-')),
  ('model', coalesce(nullif(f.model, ''), '-')),
  ('sdk', coalesce(nullif(f.sdk_version, ''), '-')),
  ('format', coalesce(nullif(f.format, ''), '-')),
  ('release', f.app_version || chr(31) || f.sdk_version),
  ('app-version', coalesce(a.app_id, '-') || chr(31) || f.platform || chr(31) || coalesce(nullif(f.app_version, ''), '-'))
) AS d(dimension, value);
--> statement-breakpoint
INSERT INTO value_hours (bucket, test, dimension, value, outcome, reasons, first_reason, n, m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11)
SELECT bucket, test, dimension, value, outcome, reasons, first_reason, sum(n), sum(m0), sum(m1), sum(m2), sum(m3), sum(m4), sum(m5), sum(m6), sum(m7), sum(m8), sum(m9), sum(m10), sum(m11)
FROM (
  SELECT bucket, facet_id, outcome, reasons, first_reason, sum(n) AS n FROM rollup_hours, summary_progress
  WHERE bucket < values_until AND (kind > 0 OR outcome = 0) GROUP BY 1, 2, 3, 4, 5
) counted LEFT JOIN (SELECT bucket, facet_id, outcome, reasons, first_reason, m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11 FROM facet_hours) f
  USING (bucket, facet_id, outcome, reasons, first_reason)
JOIN facet_values USING (facet_id)
WHERE dimension = 'app-version' GROUP BY 1, 2, 3, 4, 5, 6, 7;
--> statement-breakpoint
INSERT INTO value_days (bucket, test, dimension, value, outcome, reasons, first_reason, n, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14, h15, h16, h17, h18, h19, h20, h21, h22, h23)
SELECT bucket, test, dimension, value, outcome, reasons, first_reason, sum(n), sum(h0), sum(h1), sum(h2), sum(h3), sum(h4), sum(h5), sum(h6), sum(h7), sum(h8), sum(h9), sum(h10), sum(h11), sum(h12), sum(h13), sum(h14), sum(h15), sum(h16), sum(h17), sum(h18), sum(h19), sum(h20), sum(h21), sum(h22), sum(h23)
FROM facet_days JOIN facet_values USING (facet_id)
WHERE dimension = 'app-version' GROUP BY 1, 2, 3, 4, 5, 6, 7;
--> statement-breakpoint
INSERT INTO value_weeks (bucket, test, dimension, value, outcome, reasons, first_reason, n)
SELECT bucket, test, dimension, value, outcome, reasons, first_reason, sum(n)
FROM facet_weeks JOIN facet_values USING (facet_id)
WHERE dimension = 'app-version' GROUP BY 1, 2, 3, 4, 5, 6, 7;
