-- Trained models of the recommender. In no publication: servers are told of a new one through Valkey, and read it here.

create table recommender_model (
  version bigint generated always as identity primary key, -- later models have higher ones
  created_at timestamptz not null default now(),
  trained_until timestamptz not null, -- it knows what happened before
  is_simulated boolean not null, -- learned from a simulation of buyers
  figures jsonb not null, -- how it was made and judged, for people: the artifact holds the same
  artifact bytea not null -- one row is one whole model: src/recommend/artifact.ts
);

-- Numbers hardly get smaller, and compressing them would take longer than reading them.
alter table recommender_model alter column artifact set storage external;
