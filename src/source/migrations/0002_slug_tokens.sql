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
create index slug_token_filter on slug_token (type, filter);

-- A name as a word of a slug: 'Škoda' -> 'skoda', 'GO+' -> 'go-plus' (there is a GO as well), 'Wagon R 1.0' -> 'wagon-r-1-0';
-- null if nothing of it is left. At most 90 characters, so that make, model and id joined stay within slug_token.value.
-- Lower case by collation C: in Turkish, 'I' is no 'i'. normalize() wants a database in UTF-8.
create function slug_of(name text) returns text
immutable strict parallel safe
return nullif(btrim(left(btrim(
  regexp_replace(
    replace(
      lower(regexp_replace(normalize(name, nfd), '[\u0300-\u036f]', '', 'g') collate "C"),
      '+', '-plus-'),
    '[^a-z0-9]+', '-', 'g'),
  '-'), 90), '-'), '');

-- A row of the catalogue, as far as slugs go.
create type slug_thing as (id integer, word text);

-- Gives a thing its canonical token: the first free one of 'grand', 'tata-grand' (models), 'grand-17', 'model-17', 'model-17-2' ...
-- An old spelling of another thing counts as free. The thing must have no canonical token. No filter takes an id below 0.
-- Two programs after the same word: the second waits for the first to end, then finds it taken or free.
create function slug_token_claim(thing_type text, parameter text, thing slug_thing) returns void
language plpgsql as $$
declare
  wanted text;
begin
  if thing.id < 0 then
    return;
  end if;
  for attempt in 1 .. 2147483647 loop
    wanted := case
      when attempt = 1 then thing.word
      when attempt = 2 and thing_type = 'model' then (
        select slug_of(make.name) || '-' || thing.word
        from model join make on make.id = model.make_id
        where model.id = thing.id)
      when attempt = 3 then thing.word || '-' || thing.id
      when attempt > 3 then concat_ws('-', replace(thing_type, '_', '-'), thing.id, nullif(attempt - 3, 1))
    end;
    continue when wanted is null;
    insert into slug_token as taken (type, value, filter, canonical)
    values (thing_type, wanted, parameter || '=' || thing.id, true)
    on conflict (type, value) do update set filter = excluded.filter, canonical = true where not taken.canonical;
    exit when found;
  end loop;
end $$;

-- After each statement on a table of the catalogue (its name is the type; the argument is the listing's parameter).
-- First all that lose a word, then all that want one: so two names can be swapped in one statement. A thing whose name still
-- makes the same word keeps its token, even if a better one has become free: links last longer than collisions.
-- In the order of the words, lest two bulk imports deadlock on them.
-- Cost: some look-ups by index for each row that came, went or got another word. Not set by set: a session keeps the plan of a
-- join that it made for a statement on one row, and with it deleting 5,500 models took 5.6 s instead of 0.1.
create function slug_token_follow() returns trigger
language plpgsql as $$
declare
  thing_type constant text := tg_table_name; -- of type "name", which is compared by another collation than the index's
  parameter constant text := tg_argv[0];
  gone integer[] := '{}';
  named slug_thing[] := '{}';
  gone_id integer;
  thing slug_thing;
begin
  if tg_op = 'TRUNCATE' then
    delete from slug_token where type = thing_type;
  elsif tg_op = 'DELETE' then
    gone := array(select id from old_rows);
  elsif tg_op = 'INSERT' then
    named := array(select row (id, slug_of(name))::slug_thing from new_rows order by slug_of(name), id);
  else
    gone := array(select id from old_rows except select id from new_rows);
    named := array(
      select row (id, word)::slug_thing
      from (select id, slug_of(name) as word from new_rows except select id, slug_of(name) from old_rows) as fresh
      order by word, id);
  end if;

  foreach gone_id in array gone loop
    delete from slug_token where type = thing_type and filter = parameter || '=' || gone_id;
  end loop;
  foreach thing in array named loop
    update slug_token set canonical = false
    where type = thing_type and filter = parameter || '=' || thing.id and canonical;
  end loop;
  foreach thing in array named loop
    perform slug_token_claim(thing_type, parameter, thing);
  end loop;
  return null;
end $$;

-- A program that may write the catalogue need not be allowed to write tokens itself. The path is fixed, since these are its
-- owner's rights: https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
do $$
begin
  execute format('alter function slug_token_follow() security definer set search_path = %I, pg_temp', current_schema());
end $$;
revoke execute on function slug_token_follow() from public;

-- A trigger with transition tables serves one event. Making them locks out writers, so that the fill misses nobody.
do $$
declare
  follow constant text := 'for each statement execute function slug_token_follow';
  source record;
  thing slug_thing;
begin
  for source in
    select type, parameter from (values
      ('color', 'color_id'), ('fuel_type', 'fuel_type'), ('transmission', 'transmission'), ('make', 'make_id'),
      ('model', 'model_id'), ('body_type', 'body_type'), ('city', 'city_id')
    ) as followed (type, parameter)
  loop
    execute format('create trigger slug_token_insert after insert on %I referencing new table as new_rows %s(%L)',
      source.type, follow, source.parameter);
    execute format(
      'create trigger slug_token_update after update on %I referencing old table as old_rows new table as new_rows %s(%L)',
      source.type, follow, source.parameter);
    execute format('create trigger slug_token_delete after delete on %I referencing old table as old_rows %s(%L)',
      source.type, follow, source.parameter);
    execute format('create trigger slug_token_truncate after truncate on %I %s(%L)',
      source.type, follow, source.parameter);
    for thing in execute format('select id, slug_of(name) from %I order by 2, 1', source.type) loop
      perform slug_token_claim(source.type, source.parameter, thing);
    end loop;
  end loop;
end $$;
