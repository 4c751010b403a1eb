/**
 * The dashboard's files as the app serves them. The build puts them in here (build/dashboardAssets.ts), and the app
 * loads this file with the first request for one of them; as it stands there is no dashboard.
 */

export interface BuiltAsset {
  contentType: string;
  /** Of the content. */
  hash: string;
  /** Its name changes with its content. */
  isImmutable: boolean;
  /** Gzip in base64. */
  content: string;
}

/** By the path below the dashboard's own; "" is the page. */
export const BUILT_ASSETS: Readonly<Record<string, BuiltAsset>> = {};
