//! Stories through HTTP, and proofs about the whole house.
