resource "aws_instance" "a" {
  user_data = "CANARY-7f3a"
}
