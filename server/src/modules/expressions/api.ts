// The language of rules, for every module that lets people calculate: compile once, evaluate at each moment.
export { compile, type CompileOutcome, type Expression } from './compile.ts';
export type { Form, InputForms, InputNow, Moment, Value } from './forms.ts';
export { troubleText } from './troubles.ts';
export type { Trouble } from './syntax.ts';
