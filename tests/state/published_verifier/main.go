// Judges our ICS-23 proofs with the verifier that other chains run. Standard input: a proof on each
// line, as hexadecimal numbers: root, key, value or "-" where the key must be absent, proof.
package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"strings"

	ics23 "github.com/cosmos/ics23/go"
)

// As docs/formats/state.md has it.
var specification = &ics23.ProofSpec{
	LeafSpec: &ics23.LeafOp{
		Hash:         ics23.HashOp_SHA256,
		PrehashKey:   ics23.HashOp_SHA256,
		PrehashValue: ics23.HashOp_SHA256,
		Length:       ics23.LengthOp_NO_PREFIX,
		Prefix:       []byte("JMT::LeafNode"),
	},
	InnerSpec: &ics23.InnerSpec{
		Hash:            ics23.HashOp_SHA256,
		ChildOrder:      []int32{0, 1},
		ChildSize:       32,
		MinPrefixLength: 16,
		MaxPrefixLength: 16,
		EmptyChild:      []byte("SPARSE_MERKLE_PLACEHOLDER_HASH__"),
	},
	MinDepth:                   0,
	MaxDepth:                   64,
	PrehashKeyBeforeComparison: true,
}

func bytesOf(field string) []byte {
	bytes, err := hex.DecodeString(field)
	if err != nil {
		panic(err)
	}
	return bytes
}

// holds tells whether the verifier accepts what the line claims, and refuses the same of another
// root and the opposite claim.
func holds(fields []string) bool {
	root, key := bytesOf(fields[0]), bytesOf(fields[1])
	var proof ics23.CommitmentProof
	if err := proof.Unmarshal(bytesOf(fields[3])); err != nil {
		return false
	}
	other := append([]byte{root[0] ^ 1}, root[1:]...)
	if fields[2] == "-" {
		return ics23.VerifyNonMembership(specification, root, &proof, key) &&
			!ics23.VerifyNonMembership(specification, other, &proof, key) &&
			!ics23.VerifyMembership(specification, root, &proof, key, []byte("any"))
	}
	value := bytesOf(fields[2])
	return ics23.VerifyMembership(specification, root, &proof, key, value) &&
		!ics23.VerifyMembership(specification, other, &proof, key, value) &&
		!ics23.VerifyMembership(specification, root, &proof, key, append(value, 0)) &&
		!ics23.VerifyNonMembership(specification, root, &proof, key)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	present, absent := 0, 0
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) != 4 || !holds(fields) {
			fmt.Println("the published verifier disagrees:", lines.Text())
			os.Exit(1)
		}
		if fields[2] == "-" {
			absent++
		} else {
			present++
		}
	}
	if present == 0 || absent == 0 {
		fmt.Println("no proofs of one kind were given")
		os.Exit(1)
	}
	fmt.Printf("the published verifier agrees with %d proofs of inclusion and %d of absence\n", present, absent)
}
