terraform {
  source = "../module"
}
