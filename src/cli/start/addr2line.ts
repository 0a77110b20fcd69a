#!/usr/bin/env node
import { loadPart } from './compiled-parts.ts';

loadPart('addr2line-main');
