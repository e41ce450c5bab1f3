import { createRevalidateRoute, schemes } from "@tagledger/filesystem/webhook";

export const { POST } = createRevalidateRoute({
  secret: process.env["WEBHOOK_SECRET"],
  scheme: schemes.stripe("x-cms-signature"),
});
