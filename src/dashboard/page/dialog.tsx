/** Modal dialogs: the browser's own, which keeps the focus inside and gives it back. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { call, type Problem } from "./api.ts";
import { randomKey } from "./browser.ts";
import { ProblemBox } from "./parts.tsx";

interface DialogProps {
  title: string;
  kind?: "box" | "drawer";
  onClose(): void;
  children: ComponentChildren;
}

export function Dialog({ title, kind = "box", onClose, children }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      class={kind}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div class="dialog-inside">
        <div class="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="quiet" onClick={onClose} aria-label="Close">
            ✕
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

interface ActionProps {
  label: string;
  kind?: "primary" | "danger" | "plain";
  disabled?: boolean;
  /** What is asked before anything happens. */
  question: string;
  explanation: ComponentChildren;
  /** Of the button that does it. */
  confirm: string;
  path: string;
  body: () => unknown;
  onDone(answer: { id: string }): void;
  /** Beside the problem, when there is something better to do about it. */
  remedy?: (problem: Problem) => ComponentChildren;
}

/** A button that asks first, sends one request with a key of its own, and shows why it was refused. */
export function Action(props: ActionProps): JSX.Element {
  const { label, kind = "plain", disabled = false, question, explanation, confirm, remedy } = props;
  const [key, setKey] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [isSending, setIsSending] = useState(false);
  const close = () => {
    setKey(undefined);
    setProblem(undefined);
  };
  const send = async () => {
    setIsSending(true);
    const headers = { "idempotency-key": key ?? "" };
    const answer = await call<{ id: string }>(props.path, { method: "POST", body: props.body(), headers });
    setIsSending(false);
    if (!answer.ok) return setProblem(answer.problem);
    close();
    props.onDone(answer.body);
  };
  return (
    <>
      <button type="button" class={kind} disabled={disabled} onClick={() => setKey(randomKey())}>
        {label}
      </button>
      {key !== undefined && (
        <Dialog title={question} onClose={close}>
          <div class="prose">{explanation}</div>
          {problem !== undefined && <ProblemBox problem={problem} />}
          {problem !== undefined && remedy?.(problem)}
          <div class="buttons">
            <button type="button" class="plain" onClick={close}>
              {kind === "danger" ? "Leave it running" : "Not now"}
            </button>
            <button
              type="button"
              class={kind === "danger" ? "danger" : "primary"}
              disabled={isSending}
              onClick={() => void send()}
            >
              {confirm}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
