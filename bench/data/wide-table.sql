-- What somebody makes who wants listings fast from Postgres alone: one row a car, nothing to join, the card's text ready.
-- Written by whoever changes a car, in the same transaction.
create table wide_car (
  id integer primary key,
  live boolean not null,
  city integer not null,
  locality integer,
  make integer not null,
  model integer not null,
  variant integer not null,
  color integer not null,
  fuel_type integer not null,
  transmission integer not null,
  body_type integer not null,
  owner integer,
  seats integer,
  year integer not null,
  price integer not null,
  km_driven integer,
  date_added bigint not null, -- seconds since 1970
  features integer[] not null,
  card text not null
);
