/** Tests of the test kit, and those of core that need it. */
@NullMarked
package ai.hone.testkit;

import org.jspecify.annotations.NullMarked;
