import { everySurface } from "./every-surface";

everySurface("two instances on one clock");
