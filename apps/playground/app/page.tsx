import { Board } from "../components/board";
import { Controls } from "../components/controls";
import { surfaces } from "../lib/surfaces";

export default function Page() {
  const rows = surfaces.map((surface) => ({
    name: surface.name,
    title: surface.title,
    path: surface.path,
    controls: <Controls surface={surface} />,
  }));
  return (
    <main className="wide">
      <h1>tagledger playground</h1>
      <p>
        One app, several processes. <b>Publish</b> changes the data of a surface; nothing shows it until its cache is
        invalidated. Invalidate on one instance and watch the others.
      </p>
      <Board rows={rows} />
    </main>
  );
}
