/** Fields of the form, each with its label, a hint, and what the API says is wrong with it. */
import type { ComponentChildren, JSX } from "preact";
import { createContext } from "preact";
import { useContext, useId } from "preact/hooks";
import type { FieldProblem } from "./api.ts";
import { ToneIcon } from "./tone.tsx";

/** Of the whole request, as the API named them. */
export const FieldProblems = createContext<readonly FieldProblem[]>([]);

interface FieldProps {
  label: string;
  /** In the request; what is wrong below it is shown here as well. */
  path: string;
  hint?: string;
  children: (attributes: FieldAttributes) => ComponentChildren;
}

interface FieldAttributes {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string;
}

export function Field({ label, path, hint, children }: FieldProps): JSX.Element {
  const id = useId();
  const problems = problemsAt(useContext(FieldProblems), path);
  return (
    <div class={problems.length > 0 ? "field is-wrong" : "field"}>
      <label for={id}>{label}</label>
      {children({ id, "aria-invalid": problems.length > 0, "aria-describedby": `${id}-hint ${id}-wrong` })}
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
      <Wrong id={`${id}-wrong`} problems={problems} />
    </div>
  );
}

/** For what has no single field in the form. */
export function PathProblems({ path }: { path: string }): JSX.Element | null {
  const problems = problemsAt(useContext(FieldProblems), path);
  return problems.length === 0 ? null : <Wrong problems={problems} />;
}

function Wrong({ id, problems }: { id?: string; problems: readonly FieldProblem[] }): JSX.Element {
  return (
    <p id={id} class="wrong">
      {problems.length > 0 && <ToneIcon tone="bad" />}
      {problems.map(({ message }) => message).join("; ")}
    </p>
  );
}

function problemsAt(problems: readonly FieldProblem[], path: string): FieldProblem[] {
  return problems.filter((problem) => problem.path === path || isBelow(problem.path, path));
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(`${above}.`) || path.startsWith(`${above}[`);
}

interface TextFieldProps {
  label: string;
  path: string;
  hint?: string;
  value: string;
  onValue(value: string): void;
  inputMode?: "numeric";
  required?: boolean;
}

export function TextField({ label, path, hint = "", value, onValue, ...rest }: TextFieldProps): JSX.Element {
  return (
    <Field label={label} path={path} hint={hint}>
      {(attributes) => (
        <input
          {...attributes}
          {...rest}
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={value}
          onInput={({ currentTarget }) => onValue(currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface SelectFieldProps {
  label: string;
  path: string;
  hint?: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onValue(value: string): void;
}

export function SelectField({ label, path, hint = "", value, options, onValue }: SelectFieldProps): JSX.Element {
  return (
    <Field label={label} path={path} hint={hint}>
      {(attributes) => (
        <select {...attributes} value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckFieldProps {
  label: string;
  hint?: string;
  checked: boolean;
  onValue(checked: boolean): void;
}

export function CheckField({ label, hint, checked, onValue }: CheckFieldProps): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={({ currentTarget }) => onValue(currentTarget.checked)} />
      <span>
        {label}
        {hint !== undefined && <span class="hint">{hint}</span>}
      </span>
    </label>
  );
}
