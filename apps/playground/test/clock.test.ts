import { skew } from "@tagledger/fleet";
import { everySurface } from "./every-surface";

everySurface("the other instance's clock is ten minutes ahead", {
  perInstanceEnv: async () => ({ b: await skew("+10m") }),
});
everySurface("the other instance's clock is ten minutes behind", {
  perInstanceEnv: async () => ({ b: await skew("-10m") }),
});
