-- What buyers did. In no publication: it leaves Postgres by questions alone. No foreign keys: a car may be gone, and an event stays.
-- Nothing personal: a buyer is a random id that only a cookie holds.

create table event (
  id uuid primary key, -- chosen by who told it: told again, it is the same event
  buyer text not null check (buyer ~ '^[A-Za-z0-9_-]{21}[AQgw]$'), -- 128 random bits, base64url
  kind text not null check (kind in ('seen', 'opened', 'shortlisted', 'unshortlisted', 'lead', 'test_drive')),
  car_ids integer[] not null check (cardinality(car_ids) between 1 and case kind when 'seen' then 35 else 1 end),
  happened_at timestamptz not null, -- by the buyer's clock, within a week before received_at
  received_at timestamptz not null, -- by ours
  is_bot boolean not null, -- the User-Agent said so
  is_simulated boolean not null default false, -- made by a simulation of buyers, and never mixed with real ones
  check (happened_at <= received_at)
);

-- Training reads a span of time; a car's page counts what happened to it lately (all kinds but "seen" name one car).
create index event_happened on event (happened_at);
create index event_car on event ((car_ids[1]), kind, happened_at) where kind <> 'seen';
