@NullMarked
package dev.serai.salesforce;

import org.jspecify.annotations.NullMarked;
