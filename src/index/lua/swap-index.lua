-- Puts a newly filled index in the place of the live one, at one stroke, unless another fill began later.
-- uses: views
-- KEYS[1] state, KEYS[2] registry of live keys, KEYS[3] registry of new keys, KEYS[4] views, KEYS[5] sizes of views
-- KEYS[6] fills
-- ARGV[1] live prefix, ARGV[2] prefix of the new keys, ARGV[3] position of the new index, ARGV[4] the database it is of,
-- ARGV[5] the publication that tells its changes, ARGV[6] version of the layout, ARGV[7] token of the fill
-- Result: number of keys of the new index; -1: another fill began later, and nothing was done
-- Cost: O(1) a key (some thousands); the old values are freed in the background.
local state, liveKeys, newKeys, views, sizes, fills = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local livePrefix, newPrefix, position, origin, publication = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local format, token = ARGV[6], ARGV[7]

if redis.call('HGET', fills, 'latest') ~= token then
  return -1
end

for _, key in ipairs(redis.call('SMEMBERS', liveKeys)) do
  redis.call('UNLINK', livePrefix .. key)
end
local names = redis.call('SMEMBERS', newKeys)
for _, key in ipairs(names) do
  redis.call('RENAME', newPrefix .. key, livePrefix .. key)
end
redis.call('UNLINK', liveKeys)
if #names > 0 then
  redis.call('RENAME', newKeys, liveKeys)
end

for _, member in ipairs(redis.call('ZRANGE', views, 0, -1)) do
  dropView(livePrefix, views, sizes, member)
end
redis.call('UNLINK', sizes)
-- The feed goes on from an id that no entry has: whoever follows it sees a gap, and fills anew. By the clock, so that ids grow even
-- over a loss of all data; microseconds stay below 2^53 until the year 2255.
local feed = tonumber(string.match(redis.call('HGET', state, 'feed') or '0-0', '^%d+'))
local time = redis.call('TIME')
feed = math.max(feed + 1, time[1] * 1000000 + time[2])
redis.call('DEL', state)
redis.call('HSET', state, 'position', position, 'origin', origin, 'publication', publication,
  'format', format, 'words', position, 'feed', string.format('%.0f-0', feed))
redis.call('HDEL', fills, 'latest', token)
return #names
