-- Adds a batch of events to their stream, unless too many wait there already. What waits is never trimmed: it was acknowledged.
-- KEYS[1] event stream
-- ARGV[1] batches that may wait, ARGV[2] the field of an entry, ARGV[3] the batch
-- Result: id of the entry; false: too many wait, and nothing was done
-- Cost: O(1)
local stream = KEYS[1]
local most, field, batch = tonumber(ARGV[1]), ARGV[2], ARGV[3]

if redis.call('XLEN', stream) >= most then
  return false
end
return redis.call('XADD', stream, '*', field, batch)
