-- Builds a view by its plan, registers it and answers a page of it, all in one step: no change can slip in between.
-- uses: page, views
-- KEYS[1] state, KEYS[2] view, KEYS[3] marker of an empty view, KEYS[4] cards, KEYS[5] views, KEYS[6] sizes of views
-- ARGV[1] 1 if descending, ARGV[2] first place, ARGV[3] last place, ARGV[4] lowest score of cars without the value
-- ARGV[5] prefix of all keys, ARGV[6] member of the view in the registry, ARGV[7] the same for an empty view,
-- ARGV[8] time to live in seconds (0: answer, and keep nothing), ARGV[9] cars that all views together may hold,
-- ARGV[10] views there may be, ARGV[11] number of temporaries
-- ARGV[12...] the plan's commands, each as: number of words, word...
-- Result: {'built' | 'hit', position, words, count, card...} | {'not whole' | 'other layout'}
-- Cost: the plan's, then O(log n + page), and O(log n) for each view that expired (100 at a time) or had to make room.
local stateKey, view, emptyMarker, cards, views, sizes = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local descending, first, last, lackingFrom = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local prefix, member, emptyMember, ttl = ARGV[5], ARGV[6], ARGV[7], tonumber(ARGV[8])
local maxCars, maxViews, temporaries = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])

local state, why = whole(stateKey)
if not state then
  return { why }
end

-- Somebody else has built it since we looked.
local count, texts = page(view, descending, first, last, lackingFrom, cards)
if count > 0 or redis.call('EXISTS', emptyMarker) == 1 then
  return answer(state, 'hit', count, texts)
end

-- What has expired goes before anything is built: dropping a view by its name later would take the one built now.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
if ttl > 0 then
  dropView(prefix, views, sizes, member)
  dropView(prefix, views, sizes, emptyMember)
  local old = string.format('%.0f', now - ttl * 1000000)
  for _, expired in ipairs(redis.call('ZRANGEBYSCORE', views, '-inf', old, 'LIMIT', 0, 100)) do
    dropView(prefix, views, sizes, expired)
  end
end

local at = 12
while ARGV[at] do
  local words = tonumber(ARGV[at])
  redis.call(unpack(ARGV, at + 1, at + words))
  at = at + words + 1
end
for place = 1, temporaries do
  redis.call('UNLINK', prefix .. 'tmp:' .. place)
end

count, texts = page(view, descending, first, last, lackingFrom, cards)
if ttl == 0 then
  redis.call('UNLINK', view)
  return answer(state, 'built', count, texts)
end
if count == 0 then
  redis.call('SET', emptyMarker, '', 'EX', ttl)
  member = emptyMember
else
  redis.call('EXPIRE', view, ttl)
end

-- Built later means a higher score, whatever the clock does: the follower asks for views newer than the last it saw.
local newest = tonumber(redis.call('HGET', sizes, 'newest') or '0')
if newest >= now then
  now = newest + 1
end
redis.call('HSET', sizes, 'newest', string.format('%.0f', now))
local total = tonumber(redis.call('HGET', sizes, 'total') or '0')
while total + count > maxCars or redis.call('ZCARD', views) >= maxViews do
  local oldest = redis.call('ZRANGE', views, 0, 0)[1]
  if not oldest then
    break
  end
  dropView(prefix, views, sizes, oldest)
  total = tonumber(redis.call('HGET', sizes, 'total') or '0')
end
redis.call('ZADD', views, string.format('%.0f', now), member)
redis.call('HSET', sizes, member, count)
redis.call('HINCRBY', sizes, 'total', count)
return answer(state, 'built', count, texts)
