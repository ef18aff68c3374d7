-- page(view, descending, first, last, lackingFrom, cards) -> count, list of card texts
-- One page of a view. Ascending, cars without the value stand last by their score; descending, they stand first and are
-- read after the others, so that they come last either way.
-- Cost: O(log n + page) for the places, O(page) for the cards.
local function page(view, descending, first, last, lackingFrom, cards)
  local count = redis.call('ZCARD', view)
  if first >= count then
    return count, {}
  end
  local ids
  if descending == '0' then
    ids = redis.call('ZRANGE', view, first, last)
  else
    local lacking = redis.call('ZCOUNT', view, lackingFrom, '+inf')
    local having = count - lacking
    ids = {}
    if first < having then
      ids = redis.call('ZREVRANGE', view, first + lacking, math.min(last, having - 1) + lacking)
    end
    if lacking > 0 and last >= having then
      local rest = redis.call('ZREVRANGE', view, math.max(first - having, 0), math.min(last - having, lacking - 1))
      for _, id in ipairs(rest) do
        ids[#ids + 1] = id
      end
    end
  end
  return count, redis.call('HMGET', cards, unpack(ids))
end

-- answer(state, kind, count, texts) -> the reply of every script that answers a page; `state` as whole() gives it
local function answer(state, kind, count, texts)
  local reply = { kind, state[1], state[3], count }
  for place = 1, #texts do
    reply[place + 4] = texts[place]
  end
  return reply
end

-- whole(stateKey) -> {position, false, version of the slug tokens}, or nil and why the index can't be answered from
local function whole(stateKey)
  local state = redis.call('HMGET', stateKey, 'position', 'torn', 'words', 'format')
  if not state[1] or state[2] then
    return nil, 'not whole'
  end
  if state[4] ~= indexFormat then
    return nil, 'other layout'
  end
  return state
end
