import type { Role } from '../meaning/role.ts';

/** `null`: nobody can tell. */
export type PaintedRole = Role | null;

/** How a terminal sets off what an answer put into a text. Each function gives its text with nothing but codes around it. */
export interface Paint {
  readonly name: (text: string, role: PaintedRole) => string;
  readonly place: (text: string, role: PaintedRole) => string;
}

/** For files and pipes. */
export const PLAIN: Paint = { name: (text) => text, place: (text) => text };
