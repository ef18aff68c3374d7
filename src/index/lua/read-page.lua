-- One page of a view that exists, or what planning it needs to know.
-- uses: page
-- KEYS[1] state, KEYS[2] view, KEYS[3] marker of an empty view, KEYS[4] cards
-- ARGV[1] 1 if descending, ARGV[2] first place, ARGV[3] last place, ARGV[4] lowest score of cars without the value
-- ARGV[5...] what to measure on a miss, each as: S key | Z key | R key min max
-- Result: {'hit', position, words, count, card...} | {'missing', size...} | {'not whole' | 'other layout'}
-- Cost: a hit is O(log n + page); a miss is O(1) a set and O(log n) a range.
local stateKey, view, emptyMarker, cards = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local descending, first, last, lackingFrom = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]

local state, why = whole(stateKey)
if not state then
  return { why }
end

local count, texts = page(view, descending, first, last, lackingFrom, cards)
if count > 0 then
  return answer(state, 'hit', count, texts)
end
if redis.call('EXISTS', emptyMarker) == 1 then
  return answer(state, 'hit', 0, {})
end

local reply = { 'missing' }
local at = 5
while ARGV[at] do
  local kind, key = ARGV[at], ARGV[at + 1]
  if kind == 'S' then
    reply[#reply + 1] = redis.call('SCARD', key)
    at = at + 2
  elseif kind == 'Z' then
    reply[#reply + 1] = redis.call('ZCARD', key)
    at = at + 2
  else
    reply[#reply + 1] = redis.call('ZCOUNT', key, ARGV[at + 2], ARGV[at + 3])
    at = at + 4
  end
end
return reply
