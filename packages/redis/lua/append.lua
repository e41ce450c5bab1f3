#!lua flags=allow-oom
-- Records invalidations, and tells everything since the caller's position. `allow-oom`: an invalidation is small, and a
-- cache that is full must still be invalidated.
--
-- KEYS    the four of ledger.lua
-- ARGV    [1] to [5] as of news.lua  [6] marks per page  [7] a nonce, 8 hex
--         [8] marks to keep  [9] bytes of marks to keep  [10] milliseconds after which a mark concerns no entry any more
--         then for each record: "hard" or "soft", milliseconds until soft turns hard or "", number of tags, tags
-- Result  { as of tell(), seq of the last record, 1 when nobody else wrote since the caller's position,
--         milliseconds that the youngest mark lived that was dropped for want of room or "" }
#include ledger.lua

local new_epoch, durability = ARGV[1], ARGV[2]
local epoch, seq, nonce = ARGV[3], tonumber(ARGV[4]), ARGV[5]
local limit, random = ARGV[6], ARGV[7]
local max_marks, max_bytes, max_age_ms = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])

local ledger, event, failure = open(new_epoch, durability)
if failure then
  return failure
end

local since, alone = nil, 0
if epoch == ledger.epoch then
  local found = check(ledger, seq, nonce)
  if found == 'unknown' then
    ledger, event = start(new_epoch, ledger.owner), 'rewound'
  elseif found == 'known' then
    alone = ledger.seq == seq and 1 or 0
    since = seq
  end
end

local function encode(hard, soft, expires)
  return (hard > 0 and int(hard) or '') .. ',' .. (soft > 0 and int(soft) or '') .. ','
    .. (expires and int(expires) or '') .. ',' .. int(now_ms)
end

-- Everything that is there is looked at before anything is written: what cannot be read was not written by us.
local function is_sound()
  local oldest = redis.call('ZRANGEBYSCORE', ORDER, '(0', '+inf', 'LIMIT', 0, 1)[1]
  if oldest and not decode(redis.call('HGET', MARKS, oldest)) then
    return false
  end
  local index = 11
  while index <= #ARGV do
    for offset = 1, ARGV[index + 2] do
      local known = redis.call('HGET', MARKS, ARGV[index + 2 + offset])
      if known and not decode(known) then return false end
    end
    index = index + 3 + ARGV[index + 2]
  end
  return tonumber(redis.call('HGET', MARKS, 'bytes')) ~= nil
end

if not is_sound() then
  ledger, event = start(new_epoch, ledger.owner), 'lost'
  since, alone = nil, 0
end

local bytes = tonumber(redis.call('HGET', MARKS, 'bytes'))

local function add(tag, kind, expires, position, score)
  local hard, soft, pending = 0, 0, nil
  local known = redis.call('HGET', MARKS, tag)
  if known then
    hard, soft, pending = decode(known)
    -- Before anything is added to it: or one short `{ expire }` of the past would make every later 'max' immediate.
    if pending and pending <= now_ms then
      hard, pending = math.max(hard, soft), nil
    end
  else
    bytes = bytes + bytes_of(tag)
  end
  if kind == 'hard' then
    hard = position
  else
    soft = position
    if expires and (not pending or expires < pending) then pending = expires end
  end
  redis.call('HSET', MARKS, tag, encode(hard, soft, pending))
  redis.call('ZADD', ORDER, int(score), tag)
end

local index = 11
while index <= #ARGV do
  local kind, expires_in, count = ARGV[index], tonumber(ARGV[index + 1]), tonumber(ARGV[index + 2])
  local expires = expires_in and now_ms + expires_in or nil
  -- One number for each tag of the record, so that a page can end anywhere; all marks of it have the last one.
  local position = ledger.seq + count
  for offset = 1, count do
    add(ARGV[index + 2 + offset], kind, expires, position, ledger.seq + offset)
  end
  ledger.seq = position
  index = index + 3 + count
end

local newest = tonumber(string.match(ledger.nonce, '^(%d+)%.')) or 0
redis.call('SETRANGE', NONCES, 32 + ((newest + 1) % NONCES_KEPT) * 8, random)
ledger.nonce = int(newest + 1) .. '.' .. random

local lifetime_ms = ''

local function drop(tag, age_ms)
  local hard, soft, _, written = decode(redis.call('HGET', MARKS, tag))
  if not written then
    return false
  end
  local is_crowded = redis.call('ZCARD', ORDER) - 1 > max_marks or bytes > max_bytes
  if not is_crowded and now_ms - written <= age_ms then
    return false
  end
  if is_crowded then
    lifetime_ms = int(now_ms - written)
  end
  redis.call('HDEL', MARKS, tag)
  redis.call('ZREM', ORDER, tag)
  bytes = bytes - bytes_of(tag)
  ledger.floor = math.max(ledger.floor, hard, soft)
  return true
end

-- Twice as many as were added: it catches up with a limit that was lowered, and no call does much more than its share.
for _ = 1, 2 * (#ARGV - 10) do
  local oldest = redis.call('ZRANGEBYSCORE', ORDER, '(0', '+inf', 'LIMIT', 0, 1)[1]
  if not oldest or not drop(oldest, max_age_ms) then
    break
  end
end

redis.call('HSET', MARKS, 'bytes', int(bytes))
write_head(ledger)

if since and since < ledger.floor then
  since = nil
end
local told = tell(ledger, event, since, '', limit)
if not told then
  -- The record is in it, and so is what nobody can read: whoever asks for news finds that and begins a new epoch.
  return redis.error_reply('TLLOST a mark cannot be read')
end
return { told, int(ledger.seq), alone, lifetime_ms }
