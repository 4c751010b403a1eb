/** What was proven and does not hold any more, in words for a person: what was, what is, since when. */
export interface Drift {
  /** "node/aks-h100-…", "pool/h100", "cluster". */
  subject: string;
  was: string;
  is: string;
  /** ISO 8601: when it was seen first. */
  since: string;
  /** ISO 8601: when it was last right. */
  provenAt?: string;
  /** What else has changed on the subject meanwhile: "node image A -> B". */
  because?: string;
  /** What a person can do. */
  action: string;
}

/** Of lists that are kept and shown. */
export const MOST_DRIFT = 20;
