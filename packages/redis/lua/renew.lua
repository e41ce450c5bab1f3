#!lua flags=allow-oom
-- Begins a new epoch, unless somebody else did.
--
-- KEYS    the four of ledger.lua
-- ARGV    [1] an epoch to begin, 32 hex  [2] the epoch that is to end
-- Result  1 when a new epoch was begun, else 0; error TLVERSION when a newer tagledger wrote the ledger
#include ledger.lua

local ledger, failure = read()
if failure then
  return failure
end
if ledger and ledger.epoch ~= ARGV[2] then
  return 0
end
start(ARGV[1], ledger and ledger.owner or identity())
return 1
