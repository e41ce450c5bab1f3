-- What every script of the ledger shares. It is put in place of the `#include` line of each.
--
-- KEYS[1] head    string  "1 <epoch> <seq> <nonce> <floor> <owner>"; nonce is "-" at seq 0, else "<n>.<8 hex>" of the
--                         n-th append; owner is "-" while it is not known
-- KEYS[2] order   zset    "epoch:<epoch>" -> 0, and each tag -> a number that grows with every mark
-- KEYS[3] marks   hash    epoch, bytes, owners, flaps, and each tag -> "<hard>,<soft>,<soft expires at ms>,<written at ms>"
-- KEYS[4] nonces  string  the epoch (32 bytes), then a ring of 8 bytes for each of the last appends
--
-- Tags begin with "=" or "!", so that they meet no other name.

local HEAD, ORDER, MARKS, NONCES = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local NONCES_KEPT = 262144
local MAX_FLAPS, FLAPS_WINDOW_MS = 3, 600000
local OWNERS_KEPT = 8
-- What a tag costs besides its own bytes, measured with redis-server 7.0.15: from 180, where the tables are full, to 230,
-- where they have just grown.
local BYTES_PER_MARK = 200

local time = redis.call('TIME')
local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)

local function int(number)
  return string.format('%.0f', number)
end

-- Both collections have a copy of the tag.
local function bytes_of(tag)
  return 2 * #tag + BYTES_PER_MARK
end

-- Two processes of Redis never have the same, nor has one before and after it was a replica: a promotion sets the second
-- replication id. The first one will not do: it is also new when a replica, or a backup, is the first to connect.
-- Returns "-" when the user of this connection may not ask.
local function identity()
  local info = redis.pcall('INFO', 'server', 'replication')
  if type(info) ~= 'string' then
    return '-'
  end
  local run = string.match(info, 'run_id:(%x+)')
  local history = string.match(info, 'master_replid2:(%x+)')
  local offset = string.match(info, 'second_repl_offset:(%-?%d+)')
  if not run or not history or not offset then
    return '-'
  end
  return string.sub(redis.sha1hex(run .. history .. offset), 1, 16)
end

local function write_head(ledger)
  redis.call('SET', HEAD, table.concat({
    '1', ledger.epoch, int(ledger.seq), ledger.nonce, int(ledger.floor), ledger.owner,
  }, ' '))
end

-- Begins a new epoch. What is known of the servers that owned the ledger outlives it.
local function start(epoch, owner)
  local owners = redis.pcall('HGET', MARKS, 'owners')
  local flaps = redis.pcall('HGET', MARKS, 'flaps')
  redis.call('UNLINK', HEAD, ORDER, MARKS, NONCES)
  redis.call('ZADD', ORDER, 0, 'epoch:' .. epoch)
  redis.call('HSET', MARKS, 'epoch', epoch, 'bytes', 0)
  if type(owners) == 'string' then redis.call('HSET', MARKS, 'owners', owners) end
  if type(flaps) == 'string' then redis.call('HSET', MARKS, 'flaps', flaps) end
  redis.call('SET', NONCES, epoch)
  local ledger = { epoch = epoch, seq = 0, nonce = '-', floor = 0, owner = owner }
  write_head(ledger)
  return ledger
end

-- Returns nil when the ledger, or any part of it, is not there or is somebody else's; an error of a newer version of
-- tagledger as a second value.
local function read()
  local head = redis.pcall('GET', HEAD)
  if type(head) ~= 'string' then
    return nil
  end
  local version = string.match(head, '^(%d+) ')
  if version and version ~= '1' then
    return nil, redis.error_reply('TLVERSION ' .. version)
  end
  local epoch, seq, nonce, floor, owner = string.match(head, '^1 (%x+) (%d+) (%S+) (%d+) (%S+)$')
  if not epoch or #epoch ~= 32 or #seq > 15 or #floor > 15 then
    return nil
  end
  if redis.pcall('HGET', MARKS, 'epoch') ~= epoch then
    return nil
  end
  if type(redis.pcall('ZSCORE', ORDER, 'epoch:' .. epoch)) ~= 'string' then
    return nil
  end
  if redis.pcall('GETRANGE', NONCES, 0, 31) ~= epoch then
    return nil
  end
  return { epoch = epoch, seq = tonumber(seq), nonce = nonce, floor = tonumber(floor), owner = owner }
end

-- True when a server owned the ledger before and owns it again, too often: an endpoint with several servers behind it.
-- A server that was restarted or promoted never has an identity that was seen before.
local function is_flapping(owner)
  local owners = redis.call('HGET', MARKS, 'owners') or ''
  local seen = string.find(',' .. owners .. ',', ',' .. owner .. ',', 1, true)
  if not seen then
    return false
  end
  local count, since = string.match(redis.call('HGET', MARKS, 'flaps') or '', '^(%d+) (%d+)$')
  if not count or now_ms - tonumber(since) > FLAPS_WINDOW_MS then
    count, since = 0, now_ms
  end
  redis.call('HSET', MARKS, 'flaps', int(count + 1) .. ' ' .. int(since))
  return count + 1 > MAX_FLAPS
end

local function remember(owner)
  local kept = { owner }
  for seen in string.gmatch(redis.call('HGET', MARKS, 'owners') or '', '[^,]+') do
    if seen ~= owner and #kept < OWNERS_KEPT then kept[#kept + 1] = seen end
  end
  redis.call('HSET', MARKS, 'owners', table.concat(kept, ','))
end

-- Makes sure that what this server has is all that was ever acknowledged, or begins a new epoch.
-- Returns the ledger and what happened: "same", "lost", "fenced" or "flapping"; "blind" when it cannot be told.
-- On an error the first value is nil and the third the error.
local function open(new_epoch, durability)
  local owner = identity()
  local ledger, failure = read()
  if failure then
    return nil, nil, failure
  end
  if not ledger then
    ledger = start(new_epoch, owner)
    if owner ~= '-' then remember(owner) end
    return ledger, 'lost'
  end
  if owner == '-' then
    return ledger, 'blind'
  end
  if ledger.owner == owner then
    return ledger, 'same'
  end
  local event = 'same'
  if ledger.owner ~= '-' and durability ~= 'trusted' then
    event = is_flapping(owner) and 'flapping' or 'fenced'
  end
  remember(owner)
  if event == 'fenced' then
    return start(new_epoch, owner), event
  end
  ledger.owner = owner
  write_head(ledger)
  return ledger, event
end

-- Whether the record that a caller names is one of this ledger: "known", "unknown", or "forgotten" when it is older than
-- the nonces that are kept.
local function check(ledger, seq, nonce)
  if seq > ledger.seq then
    return 'unknown'
  end
  if seq == 0 then
    return nonce == '-' and 'known' or 'unknown'
  end
  local n, random = string.match(nonce, '^(%d+)%.(%x+)$')
  local newest = tonumber(string.match(ledger.nonce, '^(%d+)%.'))
  if not n or not newest or tonumber(n) > newest then
    return 'unknown'
  end
  n = tonumber(n)
  if n <= newest - NONCES_KEPT then
    return 'forgotten'
  end
  local offset = 32 + (n % NONCES_KEPT) * 8
  return redis.call('GETRANGE', NONCES, offset, offset + 7) == random and 'known' or 'unknown'
end

-- Returns hard, soft, when soft turns hard or nil, when it was written; nothing for what is not a mark.
local function decode(mark)
  local hard, soft, expires, written = string.match(mark or '', '^(%d*),(%d*),(%d*),(%d+)$')
  if not written then
    return nil
  end
  return tonumber(hard) or 0, tonumber(soft) or 0, tonumber(expires), tonumber(written)
end

-- Whether something is a mark: `decode` without taking it apart, which for a page of them is most of its time.
local function is_mark(mark)
  return mark and string.find(mark, '^%d*,%d*,%d*,%d+$') ~= nil
end

-- What is new since a position, a page at a time.
--   since   seq after which to tell, or nil for everything
--   cursor  the number in the order after which to go on, or "" for the first page
-- Returns { event, head, now ms, reset 0|1, cursor of the next page or "", tags, marks }; nil when a mark is lost.
-- Tags are one JSON array and marks are joined by ";": a thousand values of their own would cost a reader more than all
-- the rest.
local function tell(ledger, event, since, cursor, limit)
  local from = cursor
  if from == '' then
    from = since and int(since) or '0'
  end
  local tags = redis.call('ZRANGEBYSCORE', ORDER, '(' .. from, '+inf', 'LIMIT', 0, limit)
  local marks = {}
  if #tags > 0 then
    marks = redis.call('HMGET', MARKS, unpack(tags))
    for index = 1, #tags do
      if not is_mark(marks[index]) then return nil end
    end
  end
  return {
    event, redis.call('GET', HEAD), int(now_ms), since and 0 or 1,
    #tags == tonumber(limit) and redis.call('ZSCORE', ORDER, tags[#tags]) or '',
    #tags > 0 and cjson.encode(tags) or '[]', table.concat(marks, ';'),
  }
end
