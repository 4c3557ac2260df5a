#include "outbound_cmd.h"
static int run(const struct bs_options *o){(void)o;return 0;}
const struct bs_tool bs_outbound_tool = {.name="outbound",.summary="s",.usage="u",.bit=BS_FOR_OUTBOUND,.run=run};
