import { type Stamp, stampText } from "../lib/stamp";

export function StampCard({ stamp }: { readonly stamp: Stamp }) {
  return (
    <dl className="stamp" data-stamp={stampText(stamp)}>
      <dt>Version</dt>
      <dd className="version">{stamp.version}</dd>
      <dt>Made by</dt>
      <dd>{stamp.madeBy}</dd>
      <dt>Made at</dt>
      <dd>{stamp.madeAt}</dd>
    </dl>
  );
}
