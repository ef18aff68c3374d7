-- When the text was agreed to: a code that is sent again, at a click, is asked for later than that.
alter table lead_code add column consented_at timestamptz not null default now();
