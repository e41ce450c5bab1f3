import type { FleetName, LiveState, Load, Readings, Run } from "./live-state";
import { addEvents } from "./event-store";

/** `locked`: this browser has not shown the token. */
export type Connection = "connecting" | "live" | "lost" | "locked";

/*
 * One stream for the page, opened when the first component listens and closed when the last one has gone. The state is
 * that of the server, which sends everything there is when the stream opens.
 */

let connection: Connection = "connecting";
let state: Partial<LiveState> = {};
let stream: EventSource | undefined;
const listeners = new Set<() => void>();

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  stream ??= open();
  return () => {
    listeners.delete(listener);
    // The next page of the app listens in the same turn.
    setTimeout(() => {
      if (listeners.size > 0) return;
      stream?.close();
      stream = undefined;
    });
  };
}

let watched = "";

/** Which fleets are to be asked what they answer. */
export function watch(fleets: readonly FleetName[]): void {
  if (watched === fleets.join(",")) return;
  watched = fleets.join(",");
  if (stream === undefined) return;
  stream.close();
  stream = open();
}

export const currentState = (): Partial<LiveState> => state;
export const currentConnection = (): Connection => connection;

function open(): EventSource {
  const opened = new EventSource(`/control/stream?events=kept&watch=${watched}`);
  opened.addEventListener("open", () => change("live"));
  opened.addEventListener("error", () => {
    // A refusal ends the stream; anything else is tried again by the browser.
    change(opened.readyState === EventSource.CLOSED ? "locked" : "lost");
  });
  on<Pick<LiveState, "fleets" | "source">>(opened, "state", (data) => update(data));
  on<Readings>(opened, "readings", (data) => update({ readings: { ...state.readings, [data.fleet]: data } }));
  on<Run>(opened, "visits", (visits) => update({ visits }));
  on<Load>(opened, "load", (load) => update({ load }));
  on<Parameters<typeof addEvents>[0]>(opened, "events", addEvents);
  return opened;
}

function on<Data>(from: EventSource, kind: string, use: (data: Data) => void): void {
  from.addEventListener(kind, (message: MessageEvent<string>) => use(JSON.parse(message.data) as Data));
}

function update(news: Partial<LiveState>): void {
  state = { ...state, ...news };
  tell();
}

function change(next: Connection): void {
  if (next === connection) return;
  connection = next;
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}
