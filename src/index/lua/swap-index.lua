-- Puts a newly filled index in the place of the live one, at one stroke, unless another fill began later.
-- uses: views
-- KEYS[1] state, KEYS[2] registry of live keys, KEYS[3] registry of new keys, KEYS[4] views, KEYS[5] sizes of views
-- KEYS[6] fills
-- ARGV[1] live prefix, ARGV[2] prefix of the new keys, ARGV[3] position of the new index, ARGV[4] the database it is of,
-- ARGV[5] version of the layout, ARGV[6] token of the fill
-- Result: number of keys of the new index; -1: another fill began later, and nothing was done
-- Cost: O(1) a key (some thousands); the old values are freed in the background.
local state, liveKeys, newKeys, views, sizes, fills = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local livePrefix, newPrefix, position, origin, format, token = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]

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
redis.call('DEL', state)
redis.call('HSET', state, 'position', position, 'origin', origin, 'format', format, 'words', position)
redis.call('HDEL', fills, 'latest', token)
return #names
