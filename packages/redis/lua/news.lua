#!lua flags=allow-oom
-- What is new in the ledger since a position. Makes sure first that the ledger is one that may be believed; begins a new
-- epoch when it is not. Has no `no-writes` flag on purpose: a replica, or a primary that has lost its replicas, must
-- refuse it (https://redis.io/docs/latest/develop/programmability/eval-intro/#script-flags).
--
-- KEYS    the four of ledger.lua
-- ARGV    [1] an epoch to begin, 32 hex  [2] "trusted" or "fenced"
--         [3] epoch, [4] seq, [5] nonce that the caller knows, epoch "" for none
--         [6] cursor, "" for the first page  [7] marks per page, at most 4000
-- Result  as of tell() in ledger.lua; error TLVERSION when a newer tagledger wrote the ledger
#include ledger.lua

local new_epoch, durability = ARGV[1], ARGV[2]
local epoch, seq, nonce = ARGV[3], tonumber(ARGV[4]), ARGV[5]

local ledger, event, failure = open(new_epoch, durability)
if failure then
  return failure
end

local since = nil
if epoch == ledger.epoch then
  local found = check(ledger, seq, nonce)
  if found == 'unknown' then
    ledger, event = start(new_epoch, ledger.owner), 'rewound'
  elseif found == 'known' and seq >= ledger.floor then
    since = seq
  end
end

local told = tell(ledger, event, since, ARGV[6], ARGV[7])
if told then
  return told
end
return tell(start(new_epoch, ledger.owner), 'lost', nil, '', ARGV[7])
