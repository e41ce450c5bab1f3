import { createMetricsRoute } from "@tagledger/filesystem/metrics";

export const { GET } = createMetricsRoute({ token: process.env["METRICS_TOKEN"] });
