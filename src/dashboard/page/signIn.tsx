/** When the API wants to know who is there: a function key for this tab, or a sign-in where the app has one. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { isLockedOut } from "./api.ts";
import { functionKey } from "./browser.ts";
import { Dialog } from "./dialog.tsx";
import { useSignal } from "./signal.ts";

export function SignIn(): JSX.Element | null {
  const isNeeded = useSignal(isLockedOut);
  const [key, setKey] = useState("");
  const [isPutOff, setIsPutOff] = useState(false);
  if (!isNeeded) return null;
  if (isPutOff) {
    return (
      <p class="notice tone-warn locked">
        The API does not know you.{" "}
        <button type="button" class="link" onClick={() => setIsPutOff(false)}>
          Sign in
        </button>
      </p>
    );
  }
  const returnTo = encodeURIComponent(`${location.pathname}${location.hash}`);
  return (
    <Dialog title="Who is there?" onClose={() => setIsPutOff(true)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          functionKey.write(key.trim());
          setKey("");
          isLockedOut.set(false);
        }}
      >
        <p>
          {functionKey.read() === undefined
            ? "The API asks for a function key."
            : "The API does not accept the function key that it was given."}
        </p>
        <div class="field">
          <label for="function-key">Function key</label>
          <input
            id="function-key"
            type="password"
            autocomplete="off"
            required
            value={key}
            onInput={({ currentTarget }) => setKey(currentTarget.value)}
          />
          <p class="hint">Kept in this tab until it is closed, and sent with each request to this app alone.</p>
        </div>
        <div class="buttons">
          <a href={`/.auth/login/aad?post_login_redirect_uri=${returnTo}`}>Sign in with Microsoft Entra ID</a>
          <button type="submit" class="primary">
            Use the key
          </button>
        </div>
      </form>
    </Dialog>
  );
}
