-- dropView(prefix, views, sizes, member): forgets a view and its registration.
-- A member reads {order}:{hash}:{canonical filters}; the key is page:{order}:{hash}. Any other member has no key.
local function dropView(prefix, views, sizes, member)
  local order, hash = string.match(member, '^([^:]+):([^:]+):')
  if order then
    redis.call('UNLINK', prefix .. 'page:' .. order .. ':' .. hash)
  end
  redis.call('ZREM', views, member)
  local size = redis.call('HGET', sizes, member)
  if size then
    redis.call('HDEL', sizes, member)
    redis.call('HINCRBY', sizes, 'total', -size)
  end
end
