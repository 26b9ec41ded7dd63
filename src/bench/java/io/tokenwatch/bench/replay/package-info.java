/** Replays of whole files, beside a plain parser and other engines. */
package io.tokenwatch.bench.replay;
