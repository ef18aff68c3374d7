-- The words that slugs are made of. Filled from the catalogue by triggers, so that every program that writes there keeps
-- it right, and followed through the log like any table.
create table slug_token (
  type text not null check (type in ('color', 'fuel_type', 'transmission', 'make', 'model', 'body_type', 'city')),
  value text not null check (value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(value) <= 200), -- 'wagon-r'
  filter text not null check (filter ~ '^[a-z_]+=[0-9]+$'), -- 'model_id=121'
  canonical boolean not null default true, -- false: an older spelling that still works
  primary key (type, value)
);

create unique index slug_token_canonical on slug_token (type, filter) where canonical;
