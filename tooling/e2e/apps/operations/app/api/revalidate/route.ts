import { createRevalidateRoute } from "@tagledger/filesystem/webhook";

export const { POST } = createRevalidateRoute({
  secret: [process.env["WEBHOOK_SECRET"], process.env["WEBHOOK_SECRET_BEFORE"]],
  maxBodyBytes: 10_000,
  bodyDeadlineMs: 1000,
});
