-- Numbers that buyers leave, and the test drives that they book. Personal: in no publication, so that it leaves Postgres by questions alone
-- and never gets into Valkey; and deleted after some time (src/ops/lead-forgetting.ts). No number can be read without FORECOURT_SECRET, which
-- the database does not know. No foreign keys to car: programs that delete a car need not know of us, and what was booked stays.

-- A person whose number has been confirmed by a code.
create table lead (
  id uuid primary key,
  number_hash bytea not null unique check (octet_length(number_hash) = 32), -- HMAC-SHA256: the same for the same number
  number_sealed bytea not null check (octet_length(number_sealed) between 30 and 60), -- AES-256-GCM: src/leads/number-vault.ts
  consent_version text not null check (length(consent_version) between 1 and 40), -- of the text that was agreed to last: src/leads/consent.ts
  consented_at timestamptz not null,
  confirmed_at timestamptz not null default now() -- last; the number is kept for some time from then on
);
create index lead_confirmed on lead (confirmed_at);

-- The cars that a person left the number for.
create table lead_car (
  lead_id uuid not null references lead on delete cascade,
  car_id integer not null,
  asked_at timestamptz not null,
  primary key (lead_id, car_id)
);

-- Numbers that were given and wait for their code. Deleted within some hours, confirmed or not.
create table lead_code (
  id uuid primary key,
  car_id integer not null,
  number_hash bytea not null check (octet_length(number_hash) = 32),
  number_sealed bytea not null check (octet_length(number_sealed) between 30 and 60),
  consent_version text not null check (length(consent_version) between 1 and 40),
  code_hash bytea not null check (octet_length(code_hash) = 32), -- HMAC-SHA256 of this request's id and its code
  asked_at timestamptz not null default now(),
  tries smallint not null default 0 check (tries >= 0), -- codes that were said so far, right and wrong ones
  used_at timestamptz -- null: not yet
);
create index lead_code_asked on lead_code (asked_at);

-- How many codes a number was sent within the hour that began with the first of them.
create table lead_limit (
  number_hash bytea primary key check (octet_length(number_hash) = 32),
  since timestamptz not null,
  codes integer not null check (codes > 0)
);
create index lead_limit_since on lead_limit (since);

create table test_drive (
  id uuid primary key,
  lead_id uuid not null references lead on delete cascade,
  car_id integer not null,
  starts_at timestamptz not null,
  booked_at timestamptz not null default now(),
  status text not null default 'booked' check (status in ('booked', 'canceled', 'over')) -- over: it was, and another one of this car was booked
);

-- What two people can't both get, and what one person can't get twice, whatever programs book.
create unique index test_drive_slot on test_drive (car_id, starts_at) where status = 'booked';
create unique index test_drive_lead_car on test_drive (lead_id, car_id) where status = 'booked';
create index test_drive_lead on test_drive (lead_id, starts_at); -- whether one is still to come, when a lead is to be deleted
