import { fleetNames, fleetTitles } from "../lib/live-state";

/** The same words in the same boxes: on a narrow screen they take several lines, and nothing moves when they come. */
export function TargetSkeleton() {
  return (
    <div className="targets pending" aria-hidden="true">
      <div>
        <span className="quiet">Fleet on</span>
        {fleetNames.map((name) => (
          <span key={name} className="choice">
            {fleetTitles[name]}
          </span>
        ))}
      </div>
      <div>
        <span className="quiet">Act on</span>
        {["any", "a", "b", "c"].map((name) => (
          <span key={name} className="choice">
            {name}
          </span>
        ))}
      </div>
    </div>
  );
}
