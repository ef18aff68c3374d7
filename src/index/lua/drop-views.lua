-- Drops the views that a batch of changes can touch. Runs inside the transaction that applies the batch.
-- uses: views
-- KEYS[1] views, KEYS[2] sizes of views
-- ARGV[1] prefix of all keys, ARGV[2] drop every view built after this score as well ('+inf': none)
-- ARGV[3...] members to drop
-- Result: number of views dropped
-- Cost: O(log n) a view; the views' memory is freed in the background.
local views, sizes = KEYS[1], KEYS[2]
local prefix, after = ARGV[1], ARGV[2]

local dropped = 0
for at = 3, #ARGV do
  dropView(prefix, views, sizes, ARGV[at])
  dropped = dropped + 1
end
for _, member in ipairs(redis.call('ZRANGEBYSCORE', views, '(' .. after, '+inf')) do
  dropView(prefix, views, sizes, member)
  dropped = dropped + 1
end
return dropped
