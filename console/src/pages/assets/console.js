"use strict";
// Nothing yet that a page needs.
