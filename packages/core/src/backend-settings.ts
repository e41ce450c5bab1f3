import { applicationName } from "./application-name.ts";
import { type Environment, type EnvironmentSettings, readEnvironment } from "./config.ts";

/** What the ready modules of every backend are told. */
export interface BackendSettings extends EnvironmentSettings {
  /** `TAGLEDGER_NAMESPACE`, or the application. */
  readonly namespace: string;
  /** The name of the application's package, or one made from where it is. */
  readonly application: string;
}

/**
 * Reads and checks the environment of the ready modules.
 *
 * @param cwd the folder of the application.
 * @throws TL-CONFIG.
 */
export function readBackendSettings(env: Environment, cwd: string): BackendSettings {
  const common = readEnvironment(env);
  const application = applicationName(cwd);
  return { ...common, application, namespace: common.namespace ?? application };
}
