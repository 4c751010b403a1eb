/** What the Functions worker loads: the app with the process's own environment and network. */
import { registerLamplighter } from "./app.ts";

registerLamplighter({ environment: process.env });
