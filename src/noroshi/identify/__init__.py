"""Which product and which version: matching, decoders of build traces, fusion per device, decoys."""
