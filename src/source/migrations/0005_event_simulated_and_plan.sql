-- Whether there are simulated events, and which: where buyers are real there are none, and that must not take a look at every event.
create index event_simulated on event (happened_at) where is_simulated;

-- The last plan that a search chose for training, of each kind of events: a search takes some twenty fits, and its choice is kept whether or
-- not the model is published that is fitted by it.
create table recommender_plan (
  is_simulated boolean primary key, -- chosen on events of a simulation
  chosen_at timestamptz not null,
  plan jsonb not null -- src/recommend/model/plan.ts
);
