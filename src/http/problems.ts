/**
 * Every way in which the API refuses, by its stable code: what callers can rely on, and what the document says of it.
 * `operations.md`, "Refusals", says what a person does.
 */
export interface ProblemKind {
  /** The first is the usual one. */
  statuses: readonly [number, ...number[]];
  /** When it is answered. */
  when: string;
  /** As it may look: `title`, `detail` and `action` are words for people, the rest is fixed. */
  example: { title: string; detail: string; action: string } & Record<string, unknown>;
}

const ID = "0b6c1f0e-3a52-4f0e-9a57-0d6a3c7d5b11";
const SELF = `https://lamplighter.example.org/api/preparations/${ID}`;

export const PROBLEMS = {
  InvalidRequest: {
    statuses: [400],
    when: "Something in the request is not as it must be; every wrong field is named.",
    example: {
      title: "The request cannot be carried out",
      detail: "profile: expected self-managed or aks-managed",
      action: "Correct every field that is named and send the request again. Nothing was started.",
      problems: [{ path: "profile", message: "expected self-managed or aks-managed" }],
    },
  },
  InvalidCursor: {
    statuses: [400],
    when: "The cursor was not made by this API.",
    example: {
      title: "Not a cursor",
      detail: "The cursor was not made by this API.",
      action: "Start without a cursor and follow links.next.",
    },
  },
  Unauthenticated: {
    statuses: [401],
    when: "Nobody is signed in. Where function keys guard the API the platform answers, without a document.",
    example: {
      title: "Nobody is signed in",
      detail: "The request came without a sign-in that this app's platform knows.",
      action: "Sign in with Entra ID, or send an access token for this app.",
    },
  },
  Forbidden: {
    statuses: [403],
    when: "Who is signed in does not have the role that is needed.",
    example: {
      title: "The role that is needed is missing",
      detail: "ada@example.org has Lamplighter.Reader; this needs Lamplighter.Preparer.",
      action: "Ask whoever administers the app in Entra ID for the app role Lamplighter.Preparer.",
    },
  },
  PreparationNotFound: {
    statuses: [404],
    when: "There is no preparation with this id.",
    example: {
      title: "No such preparation",
      detail: "There is no preparation 7f.",
      action: "Use the id or the Location that the start of the preparation returned.",
    },
  },
  ClusterUnknown: {
    statuses: [404],
    when: "No preparation of this cluster was carried out yet.",
    example: {
      title: "No such cluster in the registry",
      detail: "No preparation of 6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11/rg/aks has been carried out yet.",
      action: "Check the name, or prepare the cluster first (POST /api/preparations).",
    },
  },
  AssetNotFound: {
    statuses: [404],
    when: "The dashboard has no such file: the app is of another version by now.",
    example: {
      title: "The dashboard has no such file",
      detail: 'There is no "main-1.js".',
      action: "Open /api/dashboard anew: another version of the app has files of other names.",
    },
  },
  VerificationNotFound: {
    statuses: [404],
    when: "The cluster has no verification with this id.",
    example: {
      title: "No such verification",
      detail: "There is no verification 7f of this cluster.",
      action:
        "Use the id or the Location that the start of the verification returned, or look at the cluster's history.",
    },
  },
  NoSuchRoute: {
    statuses: [404],
    when: "Nothing is at this path.",
    example: {
      title: "Nothing is at this path",
      detail: "This API has no /api/preparation.",
      action: "Look at GET /api/docs for what there is.",
    },
  },
  MethodNotAllowed: {
    statuses: [405],
    when: "The path is there, but not for this method; `Allow` names those that it has.",
    example: {
      title: "The path does not have this method",
      detail: "/api/catalog does not take DELETE.",
      action: "Use GET.",
    },
  },
  PreparationRunning: {
    statuses: [409],
    when: "A preparation of the same cluster is running; the link leads to it.",
    example: {
      title: "A preparation of this cluster is running",
      detail: `Preparation ${ID} of this cluster has not ended.`,
      action: "Follow the running preparation, or start again when it has ended. Nothing was started.",
      id: ID,
      links: { running: SELF },
    },
  },
  VerificationRunning: {
    statuses: [409],
    when: "A verification of the same cluster is running; the link leads to it.",
    example: {
      title: "A verification of this cluster is running",
      detail: `Verification ${ID} of this cluster has not ended.`,
      action: "Follow the running verification, or start again when it has ended. Nothing was started.",
      id: ID,
      links: {
        running: `https://lamplighter.example.org/api/clusters/6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11/rg/aks/verifications/${ID}`,
      },
    },
  },
  PreparationEnded: {
    statuses: [409],
    when: "The preparation has ended: there is nothing to cancel.",
    example: {
      title: "The preparation has ended",
      detail: `Preparation ${ID} ended with verdict ready.`,
      action: "There is nothing to cancel. Read its record.",
      id: ID,
      links: { self: SELF, nodes: `${SELF}/nodes` },
    },
  },
  PlanChanged: {
    statuses: [409],
    when: "`planHash` was given, and the plan would be another one by now.",
    example: {
      title: "The plan that was approved is not the one that would be followed now",
      detail: "The plan is not the one that was approved: pool/h100 was create and is none.",
      action: "Look at the plan as it is now and approve it. Nothing was started.",
      difference: [{ part: "pool/h100", change: "changed", was: "create", now: "none" }],
      planHash: "5f0c9a2b7d1e4386a0c5d9e8f7b61234c0ffee5566778899aabbccddeeff0011",
      findings: [],
    },
  },
  ChatNotConfigured: {
    statuses: [503],
    when: "The app has no secret with which messages of this chat could be checked.",
    example: {
      title: "Slack is not set up",
      detail: "This app has no secret with which messages of Slack could be checked.",
      action: 'Whoever runs the app sets LAMPLIGHTER_SLACK_SIGNING_SECRET (docs/operations.md, "Chat").',
    },
  },
  ChatSignatureInvalid: {
    statuses: [401],
    when: "The message was not signed by the chat within the last five minutes.",
    example: {
      title: "The signature is not good",
      detail: "The message was not signed by Slack with this app's secret within the last five minutes.",
      action: "Compare the secret with that of the chat, and the clock of this machine with the time.",
    },
  },
  RequestTooLarge: {
    statuses: [413],
    when: "The body is larger than any request needs to be.",
    example: {
      title: "The body is too large",
      detail: "The body has more than 262144 bytes.",
      action: "Send at most 262144 bytes. Nothing was started.",
    },
  },
  UnsupportedMediaType: {
    statuses: [415],
    when: "A web page sent a body that is not declared as JSON; programs need not declare it.",
    example: {
      title: "The body is not declared as JSON",
      detail: "The body came as text/plain.",
      action: "Send JSON with the header content-type: application/json. Nothing was started.",
    },
  },
  IdempotencyKeyReused: {
    statuses: [422],
    when: "The Idempotency-Key belongs to another request.",
    example: {
      title: "The Idempotency-Key belongs to another request",
      detail: `Preparation ${ID} was asked for with this key and another body.`,
      action: "Send a new request under a new key; send the same request again to get its preparation.",
      id: ID,
      links: { first: SELF },
    },
  },
  RecordsUnavailable: {
    statuses: [503, 500],
    when: "The record tables do not answer (503: try again), or refuse the app (500: a person must act).",
    example: {
      title: "The record tables cannot be used",
      detail: "READ preparations: ServerBusy",
      action: "Send the same request again, with the same Idempotency-Key if it has one.",
    },
  },
  PlanUnavailable: {
    statuses: [503, 502, 504],
    when: "What the plan depends on could not be read: it may pass (503), somebody must act (502), or it took too long (504).",
    example: {
      title: "What the plan depends on could not be read",
      detail: "GET managedClusters/aks-llm-d: ServiceUnavailable",
      action: "Send the same request again. Nothing was started or changed.",
      cause: { code: "ServiceUnavailable", operation: "GET managedClusters/aks-llm-d" },
    },
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;
